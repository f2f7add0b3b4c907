"""What people see: the command line, the chat page, and an answer as JSON, text, Markdown or HTML."""
