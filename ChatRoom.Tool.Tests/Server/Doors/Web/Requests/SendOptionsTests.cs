using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Requests;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Requests;

internal sealed class SendOptionsTests
{
    [TestCase("", null, "", null)]
    [TestCase("", null, "basic", "basic")]
    [TestCase("?name=query", null, "basic", "query")]
    [TestCase("?name=query", "header", "basic", "header")]
    public void The_name_is_that_of_the_head_or_the_address_or_the_user(string query, string? header, string user, string? expected) =>
        Assert.That(Read(query, header, user).Name?.ToString(), Is.EqualTo(expected));

    [TestCase("", false)]
    [TestCase("?bot", true)]
    [TestCase("?bot=1", true)]
    [TestCase("?bot=0", false)]
    public void A_request_may_be_a_bots(string query, bool expected) => Assert.That(Read(query).IsBot, Is.EqualTo(expected));

    [Test]
    public void A_template_is_decoded() => Assert.That(Read("?template=%7B%7B.a%7D%7D+b%0Ac").Template, Is.EqualTo("{{.a}} b\nc"));

    [TestCase("?name=a+b", null, "", "bad-name")]
    [TestCase("", "a b", "", "bad-name")]
    [TestCase("", "", "", "bad-name")]
    [TestCase("", null, "a b", "bad-name")]
    [TestCase("?nam=a", null, "", "bad-option")]
    [TestCase("?bot=maybe", null, "", "bad-option")]
    public void A_wrong_option_is_refused(string query, string? header, string user, string code) =>
        Assert.That(SendOptions.TryRead(query, header, user, null, out _)!.Code, Is.EqualTo(code));

    [TestCase("", false)]
    [TestCase("build-417", true)]
    [TestCase("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", true)]
    [TestCase("a\tb", false)]
    [TestCase("ü", false)]
    public void A_key_is_printable_ASCII(string key, bool isKey) =>
        Assert.That(SendOptions.TryRead("", null, "", key, out _)?.Code, Is.EqualTo(isKey ? null : "bad-key"));

    [Test]
    public void A_key_has_a_length() => Assert.Multiple(() =>
    {
        Assert.That(IdempotencyKey.TryParse(new string('k', 255), out _));
        Assert.That(IdempotencyKey.TryParse(new string('k', 256), out _), Is.False);
    });

    [Test]
    public void A_session_differs_by_key_room_name_and_attempt_but_not_by_case()
    {
        static string Session(string key, string room, string name, int attempt = 0)
        {
            Assert.That(IdempotencyKey.TryParse(key, out var parsed) & Nickname.TryParse(room, out var there) & Nickname.TryParse(name, out var who));
            return parsed.Session(there!, who!, attempt).ToString();
        }

        Assert.That(Session("k", "lobby", "ci"), Has.Length.EqualTo(32).And.EqualTo(Session("k", "Lobby", "CI")));
        Assert.That(new[] { Session("k", "lobby", "ci"), Session("K", "lobby", "ci"), Session("k", "lobby2", "ci"), Session("k", "lobby", "ci2"), Session("k", "lobby", "ci", 1), Session("ci k", "lobby", "x") }, Is.Unique);
    }

    [Test]
    public void The_numbers_of_lines_tell_whether_they_are_the_same()
    {
        static long Before(params string[] lines) => IdempotencyKey.NumberBefore(lines.Select(Encoding.UTF8.GetBytes));

        var lines = Before("a", "b");
        Assert.That(Before("a", "b"), Is.EqualTo(lines).And.GreaterThan(0));
        Assert.That(new[] { Before("a"), Before("b"), Before("a", "b"), Before("ab"), Before("b", "a") }, Is.Unique);
        Assert.That(Enumerable.Range(0, 100).Select(i => Before($"{i}")), Has.All.Matches<long>(number => number % 1024 == 0 && number <= long.MaxValue - Limits.MaxTogetherLines));
    }

    [TestCase("", "", null)]
    [TestCase("Basic YWxpY2U6c2U6Y3JldA==", "alice", "se:cret")]
    [TestCase("basic OnNlY3JldA==", "", "secret")]
    [TestCase("Bearer secret", "", "secret")]
    public void A_password_comes_in_the_head(string header, string name, string? password)
    {
        Assert.That(Credentials.TryRead(header, out var credentials), Is.Null);
        Assert.That(credentials.Name, Is.EqualTo(name));
        Assert.That(credentials.Password is { } given ? Encoding.UTF8.GetString(given) : null, Is.EqualTo(password));
    }

    [TestCase("Basic")]
    [TestCase("Basic ====")]
    [TestCase("Basic bm8tY29sb24=")]
    [TestCase("Bearer")]
    [TestCase("Digest username=\"a\"")]
    public void Other_credentials_are_refused(string header) => Assert.That(Credentials.TryRead(header, out _)!.Code, Is.EqualTo("password-refused"));

    private static SendOptions Read(string query, string? header = null, string user = "")
    {
        Assert.That(SendOptions.TryRead(query, header, user, null, out var options), Is.Null);
        return options!;
    }
}
