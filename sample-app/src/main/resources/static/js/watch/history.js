import { between, WINDOW } from "./window.js";

/** How many seconds are kept. */
export const SECONDS = 120;

/** The snapshots of the last minutes, each with what happened in the window before it. */
export class History {

	points = [];

	/** Adds a snapshot and returns its point. */
	add(snapshot, time) {
		const [base] = this.points.filter((point) => point.time >= time - WINDOW);
		const point = { time, snapshot, ...between(base?.snapshot ?? null, snapshot, time - base?.time) };
		this.points = [...this.points.filter(({ time: earlier }) => earlier > time - SECONDS), point];
		return point;
	}

	/** Returns the values of a series, with a gap where nobody looked. */
	columns(series) {
		const columns = [[], ...series.map(() => [])];
		let last = null;
		for (const point of this.points) {
			if (last !== null && point.time - last > WINDOW) {
				[last + 1, ...series.map(() => null)].forEach((value, i) => columns[i].push(value));
			}
			[point.time, ...series.map(({ value }) => value(point))].forEach((value, i) => columns[i].push(value));
			last = point.time;
		}
		return columns;
	}

}
