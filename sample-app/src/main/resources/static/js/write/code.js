const CODE = new RegExp([
	"^\\s*(def|class|import|from|function|const|let|public|private|package|SELECT)\\s+[\\w.{*]+",
	"^\\s*(#include|//|/\\*|<\\w+[ >])",
	"[;{}]\\s*$"
].join("|"), "m");

/** Guesses whether a text is a program, to show it with letters of one width. */
export function looksLikeCode(text) {
	return CODE.test(text);
}
