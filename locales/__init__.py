"""Every word that a patient or a staff member reads: one folder a language, `*.ftl` (Project Fluent)."""
