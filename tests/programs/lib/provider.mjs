// The hospital's OpenID provider: oidc-provider (npm) on this machine, with a sign-in page of its
// own and people whose groups a test may change.
import http from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const page = (body) => `<!doctype html><html lang="ja"><title>病院のアカウント</title><link rel="icon" href="data:,"><body>${body}</body></html>`;

function signing_key(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid };
}

export class HospitalProvider {
  /// login → { sub, name, groups, amr }
  people = {};
  calls = [];  // what reached it, in order

  constructor(port, office, { secret }) {
    this.port = port;
    this.issuer = `http://127.0.0.1:${port}`;
    this.office = office;
    this.secret = secret;
    this.keys = [signing_key('first')];
  }

  #person_of(sub) {
    return Object.entries(this.people).find(([, one]) => one.sub === sub);
  }

  #configured() {
    return new Provider(this.issuer, {
      clients: [{ client_id: 'kakehashi', client_secret: this.secret, redirect_uris: [`${this.office}/sign-in/directory/callback`],
                  post_logout_redirect_uris: [`${this.office}/sign-in`] }],
      jwks: { keys: this.keys },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      claims: { openid: ['sub', 'amr', 'auth_time'], profile: ['name', 'preferred_username', 'groups'] },
      conformIdTokenClaims: false,  // the groups stand in the ID token, as with Keycloak and Entra ID
      pkce: { required: () => true },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          logoutSource: (ctx, form) => {
            ctx.body = page(`<h1>サインアウトしますか</h1>${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">はい</button>`);
          },
        },
      },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
      findAccount: (_, sub) => {
        const found = this.#person_of(sub);
        if (!found) return undefined;
        const [login, { name, groups }] = found;
        return { accountId: sub, claims: () => ({ sub, name, groups, preferred_username: login }) };
      },
      loadExistingGrant: async (ctx) => {  // nobody is asked whether the office may know the name
        const { provider, session, client } = ctx.oidc;
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
    });
  }

  async start() {
    this.provider = this.#configured();
    const answer = this.provider.callback();
    this.server = http.createServer((request, response) => {
      this.calls.push(`${request.method} ${request.url.split('?')[0]}`);
      if (request.url.startsWith('/interaction/')) return this.#ask(request, response);
      return answer(request, response);
    });
    await new Promise((done) => this.server.listen(this.port, '127.0.0.1', done));
  }

  /// The provider's sign-in page, and what was typed into it.
  async #ask(request, response) {
    if (request.method === 'GET') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(page('<h1>病院のアカウント</h1><form method="post"><label>利用者名 <input name="login"></label>'
        + '<button name="act" value="in">次へ</button><button name="act" value="no">やめる</button></form>'));
      return;
    }
    let body = '';
    for await (const part of request) body += part;
    const typed = new URLSearchParams(body);
    const person = this.people[typed.get('login')];
    const result = typed.get('act') === 'no' || !person
      ? { error: 'access_denied', error_description: 'the person has changed their mind' }
      : { login: { accountId: person.sub, amr: person.amr ?? ['pwd'] } };
    await this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  /// Signs with another key from now on; the first one is gone.
  async change_keys() {
    await this.stop();
    this.keys = [signing_key('second')];
    await this.start();
  }

  async stop() {
    if (!this.server) return;
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    this.server = undefined;
  }
}
