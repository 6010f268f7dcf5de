"""What to build, when, powered how, with which chips: the plan that the numbers would choose, to a proven gap."""
