/*
 * Blocking script: style elements that libraries add while running get the page's nonce, which the content security
 * policy asks for. Without a policy (development) it does nothing.
 */
;(function () {
  var nonce = document.currentScript && document.currentScript.nonce
  if (!nonce || nonce === '__CSP_NONCE__') return
  globalThis.__webpack_nonce__ = nonce
  var create = document.createElement
  document.createElement = function (name, options) {
    var element = create.call(document, name, options)
    if (String(name).toLowerCase() === 'style') element.nonce = nonce
    return element
  }
})()
