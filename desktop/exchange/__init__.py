"""CSV and vCard, in and out: streamed, in bounded memory, without the window."""
