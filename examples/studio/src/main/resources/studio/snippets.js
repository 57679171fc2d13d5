/** The request of the form as code: for a shell, a YAML route and Java. */

const SETTERS = {
  prompt: 'prompt', model: 'model', duration: 'duration', resolution: 'resolution', aspect_ratio: 'aspectRatio',
  orientation: 'orientation', generation_type: 'generationType', image_urls: 'imageUrls', video_urls: 'videoUrls',
};

/** Names and code; the fields have the gateway's names. */
export function snippets(fields) {
  return [['curl', curl(fields)], ['YAML route', yaml(fields)], ['Java', java(fields)]];
}

function curl(fields) {
  const json = JSON.stringify({model: 'Gemini-Omini', ...fields}).replaceAll("'", "'\\''");
  return `curl -H "Authorization: Bearer $JIMMYAI_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '${json}' \\
  "\${JIMMYAI_BASE_URL:-https://www.jimmyai.cn}/api/open-api/v1/gemini/omni/videos"`;
}

function yaml(fields) {
  // Two braces would begin a property placeholder of Camel.
  const json = JSON.stringify(fields).replaceAll('{{', '{\\u007b');
  return `- route:
    from:
      uri: direct:video
      steps:
        - setBody:
            constant: ${JSON.stringify(json)}
        - to:
            uri: gemini-omni:videos
            parameters:
              idempotencyKey: "\${header.order}"`;
}

function java(fields) {
  const lines = Object.entries(fields).map(([name, value]) => `    .${SETTERS[name]}(${literal(value)})`);
  return `VideoRequest request = VideoRequest.builder()
${lines.join('\n')}
    .build();
VideoTask task = template.requestBodyAndHeader("gemini-omni:videos", request,
    GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-17", VideoTask.class);`;
}

function literal(value) {
  return Array.isArray(value) ? value.map(literal).join(', ') : JSON.stringify(value);
}
