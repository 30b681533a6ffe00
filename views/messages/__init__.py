"""Messages to families on screen: compose, look, send; how each stands; who wasn't reached."""
