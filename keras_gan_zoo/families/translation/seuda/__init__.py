"""SeUDA: pictures of one device shown as another's, for a segmenter that knows the other alone."""
