// Counts texts with Twilio's own calculator: a JSON string a line in, a JSON object a
// line out. Run where the npm package sms-segments-calculator is installed.
const { SegmentedMessage } = require('sms-segments-calculator');
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const line of lines) {
  const text = JSON.parse(line);
  const message = new SegmentedMessage(text);
  const units = message.encodedChars.reduce((sum, c) => sum + c.codeUnits.length, 0);
  console.log(JSON.stringify({
    text, encoding: message.encodingName, segments: message.segmentsCount, units,
  }));
}
