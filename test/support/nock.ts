import nock from "nock";
import { afterAll, afterEach, beforeAll } from "vitest";

// Importing it takes over every request of the process, and a worker runs many files: a secure connection that is
// given up behind it throws where nobody can catch it.
nock.restore();

/** Answer HTTP at the edge of the tests that are declared beside this call, and of no others. */
export function interceptHttp(): typeof nock {
  beforeAll(() => nock.activate());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });
  afterAll(() => nock.restore());
  return nock;
}
