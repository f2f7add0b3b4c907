"""One module or folder a file format; registry.py names them."""
