using System.Text;
using ChatRoom.Tests.Attacks;
using ChatRoom.Tests.Support.Servers;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace ChatRoom.Tests.Browser.Safety;

/// <summary>
/// Texts, topics and names that would run something, or look like something else. The page shows each as text. A dialog, an error or a
/// report of the security policy fails the test, see <see cref="ChatPage"/>.
/// </summary>
internal sealed class HostileTextTests
{
    private const string Script = "window.ran=true";

    private static readonly string[] Html =
    [
        $"<script>{Script}</script>",
        $"<img src=x onerror={Script}>",
        $"<svg/onload={Script}>",
        $"\"><svg onload=\"{Script}\">",
        $"</li></ol><iframe srcdoc='<script>parent.{Script}</script>'>",
        $"<a href=\"javascript:{Script}\">click</a>",
        $"javascript:{Script}",
        $"data:text/html,<script>{Script}</script>",
        $"http://x\"onmouseover=\"{Script}",
        $"https://example.org/'onclick='{Script}'",
        $"https://x:y@example.org/ https://example.org@evil.example/",
        $"<template><img src=x onerror={Script}></template>",
        $"<math><mtext></form><form><mglyph><style></math><img src onerror={Script}>",
        "<style>*{display:none}</style>",
        "<base href=http://evil.example/>",
        "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
        "<form action=http://evil.example/><input name=name>",
        "<div id=box></div><input id=name>",
        "&lt;b&gt; &#x3C;b&#x3E; &amp;",
        "{{constructor.constructor('window.ran=true')()}} ${window.ran=true} `${window.ran=true}`",
        "\\u003cscript\\u003ewindow.ran=true\\u003c/script\\u003e",
        "]]><!-- --><![CDATA[ ?><?php",
        "http://xn--pple-43d.com/ http://\u0430pple.com/ https://example.org/\u202Egpj.exe",
        "__proto__ constructor toString hasOwnProperty",
    ];

    private static readonly string[] Names = ["__proto__", "constructor", "toString", "hasOwnProperty", "[object", "{{7}}", "^", "...", "-1", "null", "|", "box"];

    [Test]
    public async Task Hostile_texts_are_shown_as_text_and_run_nothing()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        using var mallory = await server.JoinAsync("mallory");
        await bob.Hears("mallory joined!");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await bob.Hears("alice joined!");

        foreach (var text in Html.Select(Encoding.UTF8.GetBytes).Concat(Corpus.All.Select(entry => entry.Bytes)))
        {
            await mallory.Sends([.. text, (byte)'\n']);
        }

        await mallory.Says("the end");
        var heard = await bob.HearsUpTo("^mallory: the end$");
        await alice.ShowsLast("the end");
        var expected = heard.Where(line => line.StartsWith("mallory: ")).Select(line => line["mallory: ".Length..]).ToArray();
        Assert.That(expected, Has.Length.GreaterThan(Html.Length));
        Assert.That(await alice.Texts.AllTextContentsAsync(), Is.EqualTo(expected).Or.EqualTo(expected.Select(Punycode)));
        await IsHarmless(alice);
    }

    [Test]
    public async Task Hostile_topics_are_shown_as_text_and_run_nothing()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var mallory = await server.JoinAsync("mallory");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await mallory.Hears("alice joined!");

        foreach (var text in Html.Where(text => !text.Contains("http://")).Select(Encoding.UTF8.GetBytes).Concat(Corpus.All.Select(entry => entry.Bytes)))
        {
            await mallory.Sends([.. "/topic "u8, .. text, (byte)'\n']);
            await mallory.Says("next");
        }

        await mallory.Says("/topic the end");
        await Expect(alice.Tab.Locator("#topic")).ToHaveTextAsync("the end");
        await IsHarmless(alice);
        await mallory.Says($"/topic {Html[1]}");
        await Expect(alice.Tab.Locator("#topic")).ToHaveTextAsync(Html[1]);
        await alice.Tab.ReloadAsync();
        await Expect(alice.Tab.Locator("#topic")).ToHaveTextAsync(Html[1]);
        await IsHarmless(alice);
    }

    [Test]
    public async Task Hostile_names_are_shown_as_text_and_confuse_nothing()
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        using var bob = await server.JoinAsync("bob");
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");
        await bob.Hears("alice joined!");

        foreach (var name in Names)
        {
            using var mallory = await server.JoinAsync(name);
            await Expect(alice.Tab.Locator("#people li b").GetByText(name, new() { Exact = true })).ToBeVisibleAsync();
            await mallory.SaysAndHears($"I am {name}");
            await mallory.SaysAndHears("alice: hello");
        }

        await alice.ShowsNames([.. Names.SelectMany(name => (string[])[name, name])]);
        await Expect(alice.Tab.Locator("#people li")).ToHaveCountAsync(2);
        foreach (var entry in Corpus.All)
        {
            using var mallory = await server.ConnectAsync();
            await mallory.HearsBytes("NAME");
            await mallory.Sends([.. entry.Bytes, (byte)'\n']);
            await mallory.HearsAtLeast(1, "an answer");
        }

        await bob.Says("the end");
        await Expect(alice.Texts.GetByText("the end", new() { Exact = true })).ToHaveCountAsync(1);
        await IsHarmless(alice);
    }

    [TestCase("document.body.innerHTML = '<b>'")]
    [TestCase("document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))")]
    [TestCase("document.body.append(Object.assign(document.createElement('script'), { src: 'http://127.0.0.1:1/evil.js' }))")]
    [TestCase("document.body.append(Object.assign(document.createElement('iframe'), { src: 'http://127.0.0.1:1/' }))")]
    [TestCase("document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:1/spy.png' }))")]
    [TestCase("document.body.setAttribute('onclick', 'window.ran = true'); document.body.click()")]
    [TestCase("setTimeout('window.ran = true')")]
    [TestCase("fetch('http://127.0.0.1:1/').catch(() => 0)")]
    public async Task The_policy_of_the_page_stops_and_reports_even_an_attack_that_has_got_in(string attack)
    {
        await using var server = RunningServer.Start(RunningServer.WithWeb);
        await using var alice = await ChatPage.JoinAsync(server.Web!, "alice");

        var reports = await alice.Tab.EvaluateAsync<int>($$"""
            async () => {
                const report = new Promise((done) => { document.addEventListener('securitypolicyviolation', () => done(1)); setTimeout(() => done(0), 5000); });
                try { {{attack}}; } catch { }
                return await report;
            }
            """);

        Assert.That(reports, Is.EqualTo(1));
        Assert.That(await alice.Tab.EvaluateAsync<bool>("() => 'ran' in window"), Is.False);
        Assert.That(alice.TakeTroubles(), Is.Not.Empty, "the console shows it");
    }

    /// <summary>The address as the page shows a host that mixes scripts.</summary>
    private static string Punycode(string text) => text.Replace("http://\u0430pple.com", "http://xn--pple-43d.com");

    private static async Task IsHarmless(ChatPage page)
    {
        Assert.That(await page.Tab.EvaluateAsync<bool>("() => 'ran' in window"), Is.False);
        Assert.That(await page.Tab.EvaluateAsync<string[]>("() => [...new Set([...document.querySelectorAll('#log *, #topic *, #people *')].map((one) => one.localName))]"),
            Is.SubsetOf((string[])["li", "b", "span", "time", "a", "code"]));
        var links = await page.Tab.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#log a, #topic a')].map((one) => `${new URL(one.href).protocol} ${one.rel} ${one.attributes.length}`)");
        Assert.That(links, Is.All.Matches("^https?: noopener noreferrer nofollow 3$"));
        Assert.That(new Uri(page.Tab.Url).Host, Is.EqualTo("127.0.0.1"));
    }
}
