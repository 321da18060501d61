"""Published queueing results, hand-worked traces and properties, each built as a real hub.

``public.yaml`` holds the expected values, `hubs` writes hubs, `observe` turns runs into numbers,
`judge` compares, `cases` lists what is built and what is not. The whole of it runs with
``python -m tests.verification``; a quick part of it runs with pytest.
"""
