using System.Net;
using System.Xml.Linq;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Pages;

/// <summary><c>/-/qr.svg</c>, as the page asks for it.</summary>
internal sealed class QrAnswerTests
{
    [TestCase("", "")]
    [TestCase("?room=ops", "#ops")]
    [TestCase("?room=a%5Eb", "#a%5Eb")]
    public async Task The_code_leads_to_the_room_at_the_address_that_was_asked(string query, string room)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(server.Web!, $"-/qr.svg{query}"));

        Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("image/svg+xml"));
        Assert.That(await TitleOf(answer), Is.EqualTo($"QR code of {server.Web}{room}"));
    }

    [Test]
    public async Task The_code_leads_to_the_given_url()
    {
        var web = RunningServer.WithWeb.Web! with { Url = new Uri("https://chat.example.org/room/") };
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Web = web });
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(server.Web!, "-/qr.svg?room=ops"));

        Assert.That(await TitleOf(answer), Is.EqualTo("QR code of https://chat.example.org/room/#ops"));
    }

    [Test]
    public async Task A_name_that_no_room_has_is_refused()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(server.Web!, "-/qr.svg?room=a/b"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static async Task<string> TitleOf(HttpResponseMessage answer) => XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Value;
}
