"""Everything that touches the world, composed around `dialogs`."""
