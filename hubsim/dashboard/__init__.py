"""What is seen in a browser: pages that lay out what `hubsim.charts` says and draws."""
