const KEY = "together-playground.theme";
const THEMES = { "light dark": "Auto", "light": "Light", "dark": "Dark" };

/** Lets a button change between the system's colours, light and dark. */
export function mountTheme(button) {
	let theme = localStorage.getItem(KEY);
	apply(theme in THEMES ? theme : "light dark");
	button.addEventListener("click", () => {
		const themes = Object.keys(THEMES);
		apply(themes[(themes.indexOf(theme) + 1) % themes.length]);
		localStorage.setItem(KEY, theme);
		document.dispatchEvent(new Event("themechange"));
	});

	function apply(next) {
		theme = next;
		document.documentElement.style.setProperty("color-scheme", theme);
		button.textContent = `◐ ${THEMES[theme]}`;
		button.setAttribute("aria-label", `Colours: ${THEMES[theme]}`);
	}
}
