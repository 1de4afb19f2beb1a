using System.Text.Json;
using ChatRoom.Server.Doors.Web.Sending.Webhooks;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sending.Webhooks;

internal sealed class WebhookTemplateTests
{
    private const string Body = """
        {"a":{"b":"deep","n":0},"list":[{"x":1,"a":{"b":"own"}},{"x":2}],"words":["one","two"],"yes":true,"no":false,"none":null,"empty":"","zero":0,"ref":"refs/heads/x/y","text":"first\nsecond"}
        """;

    [TestCase("plain", "plain")]
    [TestCase("{{.a.b}}", "deep")]
    [TestCase("{{ a.b }}", "deep")]
    [TestCase("{{.a}}", """{"b":"deep","n":0}""")]
    [TestCase("{{.words.1}} {{.words.7}} {{.a.b.c}} {{.none}} {{.missing}}{{.yes}}", "two    true")]
    [TestCase("{{#list}}{{.x}}:{{.a.b}} {{/list}}", "1:own 2:deep ")]
    [TestCase("{{#words}}<{{.}}>{{/words}}", "<one><two>")]
    [TestCase("{{#words}}{{#.list}}{{.}}{{/list}}{{/words}}", """{"x":1,"a":{"b":"own"}}{"x":2}{"x":1,"a":{"b":"own"}}{"x":2}""")]
    [TestCase("{{#a}}{{.b}}{{/a}}", "deep")]
    [TestCase("{{#a.b}}{{.}} {{.yes}}{{/a.b}}", "deep true")]
    [TestCase("{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{#none}}n{{/none}}{{#empty}}n{{/empty}}{{#zero}}n{{/zero}}{{#missing}}n{{/missing}}", "y")]
    [TestCase("{{^yes}}n{{/yes}}{{^no}}1{{/no}}{{^none}}2{{/none}}{{^empty}}3{{/empty}}{{^zero}}4{{/zero}}{{^missing}}5{{/missing}}", "12345")]
    [TestCase("{{.text|line}} {{.ref|ref}} {{.text|upper}}", "first x/y FIRST\nSECOND")]
    [TestCase("{{.text | short}}", "first\ns")]
    [TestCase("{ {a} } }} {", "{ {a} } }} {")]
    public void A_template_takes_values_from_a_body(string template, string expected) => Assert.That(Written(template, Body), Is.EqualTo(expected));

    [TestCase("{{.a", "a {{ has no }}")]
    [TestCase("{{#a}}", "the section {{#a}} has no end {{/a}}")]
    [TestCase("{{#a}}{{/b}}", "{{/b}} ends no section that is open")]
    [TestCase("{{/a}}", "{{/a}} ends no section that is open")]
    [TestCase("{{}}", "{{}} is no path")]
    [TestCase("{{.a..b}}", "{{.a..b}} is no path")]
    [TestCase("{{#}}{{/}}", "{{}} is no path")]
    [TestCase("{{.a|shout}}", "shout is none of the words line, short")]
    public void A_template_that_is_wrong_says_why(string template, string expected)
    {
        Assert.That(WebhookTemplate.TryParse(template, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith(expected));
    }

    [Test]
    public void Sections_within_sections_have_an_end()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{{#a}}", depth)) + "x" + string.Concat(Enumerable.Repeat("{{/a}}", depth));
        Assert.That(Written(Nested(16), """{"a":1}"""), Is.EqualTo("x"));
        Assert.That(WebhookTemplate.TryParse(Nested(17), out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.Contain("16 sections"));
    }

    [Test]
    public void A_template_that_would_repeat_forever_gives_nothing()
    {
        var list = string.Join(',', Enumerable.Repeat(1, 1000));
        Assert.That(Written("{{#a}}{{#a}}{{#a}}{{#a}}x{{/a}}{{/a}}{{/a}}{{/a}}", $"{{\"a\":[{list}]}}"), Is.Null);
        Assert.That(Written("{{#a}}{{.b}}{{/a}}", $"{{\"a\":[{list}],\"b\":\"{new string('b', 60_000)}\"}}"), Is.Null);
    }

    private static string? Written(string template, string body)
    {
        using var document = JsonDocument.Parse(body);
        return WebhookTemplate.Of(template).Write(document.RootElement);
    }
}
