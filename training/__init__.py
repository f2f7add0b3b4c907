"""Training of the models that ship with Yinju. Not installed with it: these scripts run from a checkout."""
