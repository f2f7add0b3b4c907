"""`python -m ui` is `yinju`."""

from ui.cli import main

raise SystemExit(main())
