using System.Net;
using ChatRoom.Server.Doors.Web.Operating;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Servers;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Operating;

/// <summary><c>/-/health</c>, as a load balancer asks for it.</summary>
internal sealed class HealthTests
{
    [Test]
    public async Task A_server_that_serves_is_healthy_and_asks_for_no_password()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb with { Password = new Password("sesame"u8) });
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(server.Web!, "-/health"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("ok\n"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
    }

    [Test]
    public async Task A_server_that_drains_is_unavailable()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Request = { Method = "GET" }, Response = { Body = body } };

        await HealthAnswer.AnswerAsync(context, isDraining: true);

        Assert.That(context.Response.StatusCode, Is.EqualTo(503));
        Assert.That(body.ToArray(), Is.EqualTo("draining\n"u8.ToArray()));
    }

    [TestCase("HEAD", 200, "")]
    [TestCase("POST", 405, "POST is not allowed here; use GET, HEAD.")]
    public async Task Only_a_reading_request_is_answered(string method, int status, string text)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Web!, "-/health"));

        using var answer = await http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), text.Length == 0 ? Is.Empty : Does.Contain(text));
    }
}
