// The three things to change.
module.exports = {
  // Where Dukou runs. Its host must be a business domain of the mini-program (README).
  chat: 'https://chat.example.com',
  // The shop's id in Dukou's configuration: a-z, 0-9, - and _ only.
  site: 'acme',
  // The shop's own server: takes what wx.login gives, returns a token (server/token.mjs).
  token: 'https://shop.example.com/dukou-token',
};
