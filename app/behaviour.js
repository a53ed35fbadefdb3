// What a page of plain markup cannot do alone: copy, open a place without losing the conversation, scroll to it.
// Everything works on real buttons and links, so that the keyboard and screen readers need nothing special.

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Without a secure context (another computer's address) only the older command may copy.
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.appendChild(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("copy refused");
}

function say(words) {
  let live = document.getElementById("tl-live");
  if (!live) {
    live = document.createElement("div");
    live.id = "tl-live";
    live.setAttribute("role", "status");
    document.body.appendChild(live);
  }
  live.textContent = words;
}

// Say for a moment on a button that what it does is done.
function confirmOn(button, words) {
  const label = button.dataset.label || button.textContent;
  button.dataset.label = label;
  button.textContent = words;
  say(words);
  setTimeout(() => { button.textContent = label; }, 1600);
}

function scrollToPlace(place) {
  if (!place) return false;
  const frame = place.closest(".tl-document");
  const scrolls = frame && frame.scrollHeight > frame.clientHeight + 4;
  if (scrolls) {
    const offset = place.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    frame.scrollTop += offset - frame.clientHeight / 4;
  } else {
    place.scrollIntoView({ block: "center" });
  }
  return true;
}

function whenPresent(find, tries = 120) {
  if (find() || tries <= 0) return;
  setTimeout(() => whenPresent(find, tries - 1), 50);
}

// Words of the framework itself that no setting changes, put into the language of the interface.
const FRAMEWORK = [
  '[data-testid="stMultiSelectDropdown"]', '[data-testid="stSelectboxDropdown"]', '[data-testid="stFileUploader"]',
  ".rc-overflow-item-rest",
].join(",");

function translateFramework(words, more) {
  for (const part of document.querySelectorAll(FRAMEWORK)) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const folded = /^(\d+) more$/.exec(texts.currentNode.nodeValue);
      const found = folded ? more.replace("{count}", folded[1]) : words[texts.currentNode.nodeValue];
      if (found && found !== texts.currentNode.nodeValue) texts.currentNode.nodeValue = found;
    }
  }
}

// The offset in the reading text of a point of a selection: each paragraph carries the offset of its first character.
function offsetOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const paragraph = element && element.closest("[data-start]");
  if (!paragraph) return null;
  const range = document.createRange();
  range.selectNodeContents(paragraph);
  range.setEnd(node, offset);
  // Offsets count code points in Python and code units here.
  return Number(paragraph.dataset.start) + Array.from(range.toString()).length;
}

// Of a table whole rows are quoted: the offsets of the row that holds a point, or null outside tables.
function rowOf(node) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const row = element && element.closest("[data-row]");
  return row ? row.dataset.row.split(" ").map(Number) : null;
}

function selectedSpan() {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const first = rowOf(range.startContainer);
  const last = rowOf(range.endContainer);
  const start = first ? first[0] : offsetOf(range.startContainer, range.startOffset);
  const end = last ? last[1] : offsetOf(range.endContainer, range.endOffset);
  return start !== null && end !== null && start < end ? { tu: String(start), den: String(end) } : null;
}

export default function (component) {
  const { data, setTriggerValue } = component;
  document.documentElement.lang = data.language;

  const onClick = (event) => {
    const copy = event.target.closest("button[data-copy]");
    if (copy) {
      copyText(copy.dataset.copy).then(
        () => {
          confirmOn(copy, data.copied);
        },
        () => say(data.copyFailed),
      );
      return;
    }
    const collect = event.target.closest("button.tl-collect");
    if (collect) {
      const { document: id, start, end } = collect.dataset;
      setTriggerValue("collected", { document: id, start, end });
      confirmOn(collect, data.collected);
      return;
    }
    const act = event.target.closest("button.tl-act");
    if (act) {
      const { action, section, item } = act.dataset;
      setTriggerValue("acted", { action, section, item });
      return;
    }
    const quote = event.target.closest("button.tl-quote-selection");
    if (quote) {
      const span = selectedSpan();
      if (span) setTriggerValue("opened", { page: "van-ban", parameters: { "van-ban": quote.dataset.document, ...span } });
      else say(data.nothingSelected), quote.setAttribute("data-hint", data.nothingSelected);
      return;
    }
    const jump = event.target.closest("a[data-scroll]");
    if (jump) {
      event.preventDefault();
      scrollToPlace(document.getElementById(jump.dataset.scroll));
      return;
    }
    const link = event.target.closest("a.tl-open");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      const address = new URL(link.href);
      const page = address.pathname.split("/").pop();
      setTriggerValue("opened", { page, parameters: Object.fromEntries(address.searchParams) });
    }
  };

  // Enter in the question box selects what was asked, so that typing on begins a new question.
  const onKey = (event) => {
    if (event.key === "Enter" && event.target.matches(".st-key-question input")) event.target.select();
  };

  const observer = new MutationObserver(() => translateFramework(data.framework, data.more));
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey, true);

  // The text may be drawn after this runs, so the element that carries the key of the place is waited for.
  if (data.scrollKey && window.trichLucScrolled !== data.scrollKey) {
    window.trichLucScrolled = data.scrollKey;
    whenPresent(() => scrollToPlace(document.querySelector(`[data-place-key="${CSS.escape(data.scrollKey)}"]`)));
  }
  if (data.focus && window.trichLucFocused !== data.focusKey && !window.matchMedia("(pointer: coarse)").matches) {
    window.trichLucFocused = data.focusKey;
    whenPresent(() => {
      const box = document.querySelector(data.focus);
      if (box) box.focus({ preventScroll: true });
      return Boolean(box);
    });
  }

  return () => {
    observer.disconnect();
    document.removeEventListener("click", onClick);
    document.removeEventListener("keydown", onKey, true);
  };
}
