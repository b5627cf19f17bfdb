/**
 * What the application says of itself.
 *
 * @type {Promise<{server: string, host: string, default_model: string, models: string[], version: string}>}
 */
export const info = fetch("playground/info").then((response) => response.json());
