using ChatRoom.Server.Doors.Web.Rules;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

internal sealed class OriginRuleTests
{
    private static readonly OriginRule Plain = new(null, isEncrypted: false);

    private static readonly OriginRule Encrypted = new(null, isEncrypted: true);

    private static readonly OriginRule Proxied = new(new Uri("https://chat.example/rooms/"), isEncrypted: false);

    [Test]
    public void A_script_sends_no_such_headers_and_may_do_everything([Values] bool isReading) =>
        Assert.That(Plain.Allows(new BrowserHeaders("", "", ""), Host("localhost:8080"), isReading));

    [TestCase("http://localhost:8080", "localhost:8080")]
    [TestCase("http://localhost", "localhost")]
    [TestCase("http://localhost", "localhost:80")]
    [TestCase("http://[::1]:8080", "[::1]:8080")]
    public void The_servers_own_page_may_do_everything(string origin, string host) =>
        Assert.That(Plain.Allows(new BrowserHeaders(origin, "same-origin", "cors"), Host(host), isReading: false));

    [TestCase("https://localhost:8080")]
    [TestCase("https://localhost:8443")]
    public void The_page_of_a_server_with_TLS_is_encrypted_too(string origin) =>
        Assert.That(Encrypted.Allows(new BrowserHeaders(origin, "", ""), Host("localhost:8443"), isReading: true), Is.EqualTo(origin.EndsWith("8443", StringComparison.Ordinal)));

    [TestCase("http://evil.example")]
    [TestCase("http://localhost:9999", Description = "another program on this machine")]
    [TestCase("http://localhost")]
    [TestCase("https://localhost:8080")]
    [TestCase("http://localhost:8080.evil.example")]
    [TestCase("http://evil-localhost:8080")]
    [TestCase("http://localhost:8080/")]
    [TestCase("http://localhost:8080@evil.example")]
    [TestCase("HTTP://localhost:8080", Description = "no browser writes it like this")]
    [TestCase("http://localhost:8080,http://evil.example", Description = "two headers")]
    [TestCase("localhost:8080")]
    [TestCase("file://")]
    [TestCase("null", Description = "a sandbox or a file")]
    public void Another_origin_may_do_nothing(string origin)
    {
        Assert.That(Plain.Allows(new BrowserHeaders(origin, "", ""), Host("localhost:8080"), isReading: true), Is.False);
        Assert.That(Plain.Allows(new BrowserHeaders(origin, "", ""), Host("localhost:8080"), isReading: false), Is.False);
    }

    [Test]
    public void A_blind_request_of_another_site_is_refused([Values("cross-site", "same-site", "something-new")] string site, [Values("no-cors", "navigate", "cors")] string mode) =>
        Assert.That(Plain.Allows(new BrowserHeaders("", site, mode), Host("localhost:8080"), isReading: false), Is.False);

    [TestCase("navigate", true, Description = "a link to a room")]
    [TestCase("no-cors", false, Description = "an image or a script")]
    [TestCase("", false)]
    public void Another_site_may_link_to_the_page_but_not_load_it(string mode, bool isAllowed) =>
        Assert.That(Plain.Allows(new BrowserHeaders("", "cross-site", mode), Host("localhost:8080"), isReading: true), Is.EqualTo(isAllowed));

    [Test]
    public void A_person_may_open_the_address() =>
        Assert.That(Plain.Allows(new BrowserHeaders("", "none", "navigate"), Host("localhost:8080"), isReading: true));

    [TestCase("https://chat.example", true)]
    [TestCase("http://127.0.0.1:8080", true, Description = "beside the proxy")]
    [TestCase("http://chat.example", false)]
    [TestCase("https://chat.example:8443", false)]
    [TestCase("https://chat.example.evil.example", false)]
    public void Behind_a_proxy_the_page_has_the_origin_of_the_url(string origin, bool isAllowed) =>
        Assert.That(Proxied.Allows(new BrowserHeaders(origin, "same-origin", "cors"), Host("127.0.0.1:8080"), isReading: false), Is.EqualTo(isAllowed));

    [TestCase("https://bücher.example:8443/", "https://xn--bcher-kva.example:8443")]
    [TestCase("http://[2001:db8::1]/", "http://[2001:db8::1]")]
    public void The_url_may_name_any_kind_of_host(string url, string origin) =>
        Assert.That(new OriginRule(new Uri(url), isEncrypted: false).Allows(new BrowserHeaders(origin, "", ""), Host("127.0.0.1"), isReading: false));

    private static RequestHost Host(string text)
    {
        Assert.That(RequestHost.TryParse(text, out var host));
        return host;
    }
}
