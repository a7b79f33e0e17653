// Before the first paint: the theme that was chosen last.
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
