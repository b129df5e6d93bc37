"""The pages, a module for each word of the menu."""
