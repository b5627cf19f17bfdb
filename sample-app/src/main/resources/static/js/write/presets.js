/** Examples to begin with. Those without a request are in another view. */
export const PRESETS = [
	{
		title: "Code",
		about: "Little variety, and an end where the function ends",
		request: {
			prompt: "def factorial(n):\n    \"\"\"Return the product of all numbers from 1 to n.\"\"\"\n",
			max_tokens: 200, temperature: 0.1, stop: ["\n\n", "def "]
		}
	},
	{
		title: "Story",
		about: "Long and adventurous",
		request: {
			prompt: "Far from every road there lived a small fox. Every morning she",
			max_tokens: 300, temperature: 0.9, top_p: 0.95
		}
	},
	{
		title: "Watch it write",
		about: "A stream, token by token, each with its probability",
		request: {
			prompt: "# True for 2, 3, 5, 7, 11 and so on\ndef is_prime(n):",
			max_tokens: 150, temperature: 0.2, logprobs: 3
		}
	},
	{
		title: "Three at once",
		about: "Several completions of one prompt, each drawn anew",
		request: {
			prompt: "Wind or sun? Either way, the benefits of renewable energy include",
			max_tokens: 60, temperature: 1, n: 3
		}
	},
	{
		title: "Many prompts",
		about: "A list of prompts, a few at a time: in the view for bulk",
		view: "#bulk"
	},
	{
		title: "All the knobs",
		about: "Sampling, penalties, stops and probabilities together: run it again for another text",
		request: {
			prompt: "Ten years from now, artificial intelligence will",
			max_tokens: 150, temperature: 1.2, top_p: 0.95, top_k: 50, repetition_penalty: 1.1,
			presence_penalty: 0.2, frequency_penalty: 0.1, stop: [".", "!", "?"], logprobs: 5
		}
	}
];
