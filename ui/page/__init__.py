"""The parts of the chat page: what it shows as HTML, how it looks, and the desk that answers it."""
