// Calls the API with another maker's client and prints what comes of it as JSON:
// node call.mjs LIBRARY BASE_URL REQUEST. The libraries are in the directory NODE_CLIENTS.
import { createRequire } from 'node:module';

const [library, baseURL, request] = process.argv.slice(2);
const Client = createRequire(process.env.NODE_CLIENTS + '/')(library).default;
const client = new Client({ baseURL, apiKey: 'any-key', maxRetries: 2 });

async function call() {
	const answer = await client.completions.create(JSON.parse(request));
	if (answer[Symbol.asyncIterator] === undefined) {
		return { response: answer };
	}
	const chunks = [];
	try {
		for await (const chunk of answer) {
			chunks.push(chunk);
		}
		return { chunks };
	}
	catch (error) {
		return { chunks, ...failure(error) };
	}
}

function failure(error) {
	return { error: error.constructor.name, status: error.status ?? null, message: error.message };
}

console.log(JSON.stringify(await call().catch(failure)));
