"""From results to pictures: one file per question, pure functions from a frame to a chart."""
