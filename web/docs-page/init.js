// SPDX-License-Identifier: MIT
// Starts Swagger UI on the server's own contract. Works offline: the validator badge, which would ask a
// foreign site, is off.
window.ui = window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
});
