"""How often someone may ask, and how soon they may try a password again. Kept in memory, forgotten at a restart."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from errors import SignInFailed, TooManyQuestions

# People remembered at most, those met last; someone forgotten begins with a full allowance.
_REMEMBERED = 10_000
_FREE_ATTEMPTS = 5
_FIRST_DELAY = 5.0
_LONGEST_DELAY = 900.0


class TokenBuckets:
    """An allowance of questions for each person: as many as fit into a minute at once, then they come back evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow `per_minute` questions, any number when it is 0; `clock` gives seconds."""
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> None:
        """Count one question of this person. Raises TooManyQuestions, which counts nothing."""
        if self._per_minute <= 0:
            return
        with self._lock:
            now = self._clock()
            left, since = self._buckets.pop(name, (float(self._per_minute), now))
            left = min(float(self._per_minute), left + (now - since) * self._per_minute / 60.0)
            allowed = left >= 1.0
            self._buckets[name] = (left - 1.0 if allowed else left, now)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        if not allowed:
            seconds = math.ceil((1.0 - left) * 60.0 / self._per_minute)
            raise TooManyQuestions(
                f"Bạn đã hỏi quá {self._per_minute} câu trong một phút. Hãy chờ {seconds} giây rồi hỏi tiếp."
            )


@dataclass(slots=True)
class _Attempts:
    failed: int = 0
    not_before: float = 0.0


class SignInDelays:
    """Waiting times after wrong passwords: none for the first few, then doubling up to a quarter of an hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._attempts: OrderedDict[str, _Attempts] = OrderedDict()

    def attempt(self, name: str) -> None:
        """Count an attempt, as a wrong one until `succeeded`. Raises SignInFailed while this name has to wait."""
        key = name.strip().casefold()
        with self._lock:
            now = self._clock()
            attempts = self._attempts.pop(key, _Attempts())
            self._attempts[key] = attempts
            if len(self._attempts) > _REMEMBERED:
                self._attempts.popitem(last=False)
            wait = attempts.not_before - now
            if wait <= 0:
                attempts.failed += 1
                beyond = attempts.failed - _FREE_ATTEMPTS
                if beyond >= 0:
                    attempts.not_before = now + min(_FIRST_DELAY * 2.0 ** min(beyond, 20), _LONGEST_DELAY)
        if wait > 0:
            raise SignInFailed(f"Đã nhập sai nhiều lần. Hãy chờ {math.ceil(wait)} giây rồi thử lại.")

    def succeeded(self, name: str) -> None:
        """Forget the wrong passwords of this name."""
        with self._lock:
            self._attempts.pop(name.strip().casefold(), None)
