import { checkExpression, fieldsOf } from "../../../../rehearsal/clouds/cloudflare/expression";

describe("an expression of the Rules language", () => {
  it.each([
    "true",
    '(http.host eq "rpc.example.com")',
    '(http.host in {"rpc.example.com" "ws.example.com"})',
    'not http.request.method in {"POST" "OPTIONS"}',
    "ip.src in {192.0.2.0/24 2001:db8::/32} and not cf.client.bot",
    "ip.src in $cf.anonymizer",
    "cf.threat_score > 10 || ssl == false",
    'starts_with(http.request.uri.path, "/api/") and len(http.user_agent) < 10',
    'any(http.request.headers["x-token"][*] eq "a\\"b")',
    'http.request.uri.path matches r"^/[a-z]+$"',
    'http.request.uri.path wildcard "/static/*"',
    "http.response.code in {400..499}",
    '(not (http.host in {"a"}) and http.request.uri.path.extension in {"css" "js"})',
  ])("parses: %s", (expression) => {
    expect(checkExpression(expression)).toBeUndefined();
  });

  it.each([
    ["a bracket that stays open", '(http.host eq "a"', 1, 'expected literal ")"'],
    ["a bracket that was never opened", 'http.host eq "a")', 17, "unrecognised input"],
    ["brackets that cross", "(ip.src in {1.1.1.1)}", 20, "unrecognised input"],
    ["a string that stays open", 'http.host eq "a', 14, "unrecognised input"],
    ["a misspelt field", 'http.hots eq "a"', 1, "unknown identifier"],
    ["a misspelt function", 'startswith(http.host, "a")', 1, "unknown identifier"],
    ["another language's operator", 'http.host = "a"', 11, "unrecognised input"],
    ["nothing", "  ", 1, "expected expression"],
  ])("is refused for %s", (_, expression, column, message) => {
    expect(checkExpression(expression)).toMatchObject({ column, message });
  });

  it("tells its fields, and not what stands in strings", () => {
    expect(fieldsOf('(http.host eq "http.cookie" and ssl and ip.src.country in {"DE"})')).toEqual([
      "http.host",
      "ssl",
      "ip.src.country",
    ]);
  });
});
