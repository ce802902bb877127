/** Puppeteer comes with whatsapp-web.js; the browser is the system's, or for tests one from npm. */
module.exports = { skipDownload: true };
