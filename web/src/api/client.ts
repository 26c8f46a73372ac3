import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './schema';

/** The server's API as one person, typed by openapi.yaml: a path or member that is not in the contract does not compile. */
export type Api = Client<paths>;
export type Problem = components['schemas']['Problem'];

export interface Answer<T> {
  data?: T;
  error?: Problem;
  response: Response;
}

/** A client that signs each call with a token got when it is needed: tokens live ten minutes. */
export function personApi(origin: string, token: () => Promise<string>, doFetch: typeof fetch): Api {
  const client = createClient<paths>({ baseUrl: origin, fetch: (request) => doFetch(request) });
  client.use({
    async onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${await token()}`);
      return request;
    },
  });
  return client;
}
