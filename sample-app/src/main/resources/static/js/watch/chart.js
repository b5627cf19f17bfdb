import uPlot from "../../webjars/uplot/dist/uPlot.esm.js";
import { colour, h } from "../lib/dom.js";
import { SECONDS } from "./history.js";

const HEIGHT = 170;
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** A chart of one or two series over the last minutes, with the latest values beside their names. */
export class Chart {

	#series;
	#format;
	#whole;
	#plot;
	#values;
	#area = h("div", { class: "plot", "aria-hidden": "true" });

	/**
	 * @param {object} options
	 * @param {string} options.title what is shown
	 * @param {string} options.about what that means
	 * @param {function(number): string} options.format writes a value
	 * @param {boolean} options.whole whether there are only whole values
	 * @param {{name: string, value: function(object): number}[]} options.series the series
	 */
	constructor({ title, about, format, whole, series }) {
		this.#series = series;
		this.#format = format;
		this.#whole = whole;
		this.#values = series.map(() => h("dd", {}, "–"));
		this.element = h("figure", { class: "card chart" },
				h("figcaption", {}, h("h3", {}, title), h("p", { class: "hint" }, about)),
				this.#area,
				h("dl", { class: "facts legend" }, series.map(({ name }, i) => h("div", { class: `series-${i + 1}` },
						h("dt", {}, name), this.#values[i]))));
	}

	/** Draws what has happened. The chart must be in sight when it is drawn for the first time. */
	draw(history) {
		const columns = history.columns(this.#series);
		this.#plot ??= this.#create(columns);
		this.#plot.setData(columns);
		const latest = history.points.at(-1);
		this.#series.forEach(({ value }, i) => this.#values[i].textContent = written(value(latest), this.#format));
	}

	/** Takes over colours that have changed. */
	recolour() {
		this.#plot?.redraw(false);
	}

	#create(columns) {
		const axis = { stroke: () => colour("--muted"), grid: { stroke: () => colour("--line"), width: 1 },
			ticks: { show: false }, font: "12px system-ui, sans-serif" };
		const plot = new uPlot({
			width: this.#area.clientWidth,
			height: HEIGHT,
			legend: { show: false },
			cursor: { show: false },
			scales: {
				x: { range: () => [Date.now() / 1000 - SECONDS, Date.now() / 1000] },
				y: { range: (self, min, max) => [0, Math.max(max * 1.1, 0) || 1] }
			},
			axes: [
				{ ...axis, size: 30, space: 90, values: (self, times) => times.map(clock) },
				{ ...axis, size: 62, incrs: this.#whole ? WHOLE_STEPS : undefined, values: (self, values) => values.map(this.#format) }
			],
			series: [{}, ...this.#series.map(({ name }, i) => ({
				label: name,
				stroke: () => colour(`--series-${i + 1}`),
				width: 2,
				dash: i === 0 ? undefined : [6, 4]
			}))]
		}, columns, this.#area);
		new ResizeObserver(() => this.#area.clientWidth > 0
			&& plot.setSize({ width: this.#area.clientWidth, height: HEIGHT })).observe(this.#area);
		return plot;
	}

}

/** Writes the time of day. */
export function clock(time) {
	return new Date(time * 1000).toLocaleTimeString("en", { timeStyle: "medium", hour12: false });
}

/** Writes a value, or that there is none. */
export function written(value, format) {
	return value === null || value === undefined ? "–" : format(value);
}
