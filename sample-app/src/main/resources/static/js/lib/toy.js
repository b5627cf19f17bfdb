import { h } from "./dom.js";
import { info } from "./info.js";

/** A line that says what to expect of the simulator's model, where it is the one that answers. */
export function toyNote() {
	const note = h("p", { class: "hint toy", hidden: true }, "The simulator's model is a toy: it has read a few pages ",
			"and knows nothing else, whatever name is in the field for the model. Its probabilities are real.");
	info.then(({ server }) => note.hidden = server !== "simulator", () => undefined);
	return note;
}
