using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Sending.Webhooks;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sending.Webhooks;

internal sealed class WebhookTests
{
    [TestCase("""{"text":"built"}""", "built")]
    [TestCase("""{"text":"one\ntwo\r\n\r\n three "}""", "one|two| three")]
    [TestCase("""{"channel":"#town","username":"ci","text":"a &lt;b&gt; &amp;amp; <https://x.example/1|build 1> <https://x.example> <!here> <@U1|ann> < 3 > <"}""", "a <b> &amp; build 1 (https://x.example/1) https://x.example @here ann < 3 > <")]
    [TestCase("""{"attachments":[{"color":"#36a64f","fallback":"Plain summary","title":"T","text":"long"},{"pretext":"before","title":"Title","title_link":"https://x","text":"body"}]}""", "Plain summary|before|Title: body")]
    [TestCase("""{"text":"","blocks":[{"type":"header","text":{"type":"plain_text","text":"Head"}},{"type":"section","text":{"type":"mrkdwn","text":"<https://x.example|link>"},"fields":[{"type":"mrkdwn","text":"a"},{"type":"mrkdwn","text":"b"}]},{"type":"divider"},{"type":"context","elements":[{"type":"mrkdwn","text":"c"}]}]}""", "Head|link (https://x.example)|a|b|c")]
    [TestCase("""{"@type":"MessageCard","@context":"http://schema.org/extensions","summary":"s","title":"Deploy","text":"done"}""", "Deploy: done")]
    [TestCase("""{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"one"},{"type":"TextBlock","text":"two"}]}}]}""", "one|two")]
    [TestCase("""{"content":"from Discord","username":"bot","tts":false}""", "from Discord")]
    [TestCase("""{"content":null,"embeds":[{"title":"Up","description":"all good","url":"https://x"},{"description":"more"}]}""", "Up: all good https://x|more")]
    [TestCase("""{"title":"Backup","message":"done in 3 min","priority":5}""", "Backup: done in 3 min")]
    [TestCase("""{"message":"only this","topic":"x"}""", "only this")]
    [TestCase("""{"title":"only this","message":""}""", "only this")]
    [TestCase("""{"text":17}""", "17")]
    public void A_body_as_services_send_it_to_chats_is_said(string body, string expected) => Assert.That(Said(body), Is.EqualTo(expected));

    [TestCase("""{"text":"a","username":"Build Bot"}""", "Build Bot")]
    [TestCase("""{"text":"a","username":""}""", null)]
    [TestCase("""{"text":"a","username":7}""", null)]
    [TestCase("""{"text":"a"}""", null)]
    public void A_body_may_ask_for_a_name(string body, string? expected)
    {
        Assert.That(Webhook.TryRead(Encoding.UTF8.GetBytes(body), None, out var text), Is.Null);
        Assert.That(text!.UserName, Is.EqualTo(expected));
    }

    [TestCase("""{"zen":"x","hook_id":1}""", null, "no-text", "its keys are zen, hook_id")]
    [TestCase("""{"text":"  \n \n"}""", null, "no-text", "its keys are text")]
    [TestCase("{}", null, "no-text", "its keys are none")]
    [TestCase("""{"a":1}""", "{{.b}}", "no-text", "gives no text for this body; its keys are a")]
    [TestCase("""{"a":1}""", "gitub", "bad-template", "'gitub' is neither one of github, gitlab, alertmanager or grafana")]
    [TestCase("""{"a":1}""", "{{.a", "bad-template", "a {{ has no }}")]
    [TestCase("[1]", null, "bad-json", "no JSON object")]
    [TestCase("\"text\"", null, "bad-json", "no JSON object")]
    [TestCase("{\"text\":", null, "bad-json", "no JSON object")]
    [TestCase("", null, "bad-json", "no JSON object")]
    public void A_body_that_says_nothing_is_refused_with_a_sentence_that_helps(string body, string? template, string code, string sentence)
    {
        var refusal = Webhook.TryRead(Encoding.UTF8.GetBytes(body), None with { Template = template }, out _);
        Assert.That(refusal!.Code, Is.EqualTo(code));
        Assert.That(refusal.Text, Does.Contain(sentence));
    }

    [Test]
    public void A_list_of_many_keys_is_cut()
    {
        var keys = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"{new string('k', 60)}{i}\":1"));
        Assert.That(Webhook.TryRead(Encoding.UTF8.GetBytes($"{{{keys}}}"), None, out _)!.Text, Does.Contain("kkk..., ...").And.Length.LessThan(900));
    }

    [Test]
    public void A_long_line_becomes_several_and_no_word_or_character_is_cut()
    {
        var words = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"wörter{i}"));
        Assert.That(Webhook.TryRead(Encoding.UTF8.GetBytes($"{{\"text\":\"{words}\"}}"), None, out var text), Is.Null);
        Assert.That(text!.Lines.Max(line => line.Length), Is.InRange(Limits.MaxText / 2, Limits.MaxText));
        Assert.That(string.Join(' ', text.Lines.Select(Encoding.UTF8.GetString)), Is.EqualTo(words));

        var emoji = string.Concat(Enumerable.Repeat("😀", 2000));
        Assert.That(Webhook.TryRead(Encoding.UTF8.GetBytes($"{{\"text\":\"x{emoji}\"}}"), None, out var cut), Is.Null);
        Assert.That(string.Concat(cut!.Lines.Select(Encoding.UTF8.GetString)), Is.EqualTo($"x{emoji}"));
    }

    [Test]
    public void More_than_a_thousand_lines_are_refused_as_a_whole()
    {
        static string Body(int lines) => $"{{\"text\":\"{string.Join("\\n", Enumerable.Range(1, lines))}\"}}";
        Assert.That(Webhook.TryRead(Encoding.UTF8.GetBytes(Body(1000)), None, out var text), Is.Null);
        Assert.That(text!.Lines, Has.Count.EqualTo(1000));
        Assert.That(Webhook.TryRead(Encoding.UTF8.GetBytes(Body(1001)), None, out _), Is.EqualTo(Refusal.TooMuchTogether));
    }

    [TestCase("""{"text":"a\ud800b"}""", "a\uFFFDb")]
    [TestCase("""{"text":"\udc00\ud83d\ude00\ud83d"}""", "\uFFFD😀\uFFFD")]
    [TestCase("""{"text":"\\ud800 \\\ud800"}""", "\\ud800 \\\uFFFD")]
    [TestCase("""{"\ud800":1,"text":"a"}""", "a")]
    [TestCase("""{"text":"\u001b[31mred\u202e \u0007"}""", "red")]
    public void Text_that_is_no_Unicode_or_no_text_is_repaired_like_every_text(string body, string expected) => Assert.That(Said(body), Is.EqualTo(expected));

    [Test]
    public void Invalid_UTF8_in_a_body_becomes_the_replacement_character()
    {
        Assert.That(Webhook.TryRead([.. "{\"text\":\"a"u8, 0xFF, .. "b\"}"u8], None, out var text), Is.Null);
        Assert.That(Encoding.UTF8.GetString(text!.Lines[0]), Is.EqualTo("a\uFFFDb"));
    }

    [Test]
    public void Any_bytes_are_a_text_or_a_refusal() => Fuzz.Each(Samples.Bytes, bytes =>
    {
        foreach (var template in new string?[] { null, "github", "gitlab", "alertmanager", "grafana", "{{.}}{{#text}}{{.text}}{{/text}}" })
        {
            byte[][] bodies = [bytes, [.. "{\"text\":\""u8, .. bytes, .. "\"}"u8], [.. "{\""u8, .. bytes, .. "\":[{}]}"u8]];
            foreach (var body in bodies)
            {
                var refusal = Webhook.TryRead(body, new WebhookRequest(template, "", ""), out var text);
                Assert.That(refusal is null, Is.EqualTo(text is not null));
                Assert.That(text?.Lines ?? [], Has.None.Empty);
            }
        }
    });

    internal static readonly WebhookRequest None = new(null, "", "");

    internal static string Said(string body, WebhookRequest? request = null)
    {
        Assert.That(Webhook.TryRead(Encoding.UTF8.GetBytes(body), request ?? None, out var text), Is.Null);
        return string.Join('|', text!.Lines.Select(Encoding.UTF8.GetString));
    }
}
