// The query of the page goes on to the document: /swagger/?community=garden.
SwaggerUIBundle({
  url: "/openapi" + window.location.search,
  dom_id: "#viewer",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  queryConfigEnabled: false,
  // Or it would ask a server of its own whether the document is valid.
  validatorUrl: null,
});
