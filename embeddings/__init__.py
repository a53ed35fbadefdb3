"""From text to unit vectors: the encoder protocol, the shipped static model, and how it is trained."""
