"""Pure rules of the portal: no input/output, no SQL, no Reflex."""
