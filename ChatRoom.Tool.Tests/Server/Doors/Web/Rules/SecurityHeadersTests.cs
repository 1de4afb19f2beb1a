using ChatRoom.Server.Doors.Web.Rules;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Rules;

internal sealed class SecurityHeadersTests
{
    [Test]
    public void The_policy_is_exactly_this() =>
        Assert.That(SecurityHeaders.All, Does.Contain(new KeyValuePair<string, string>(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")));

    [Test]
    public void No_header_lets_another_site_in() =>
        Assert.That(SecurityHeaders.All.Select(header => header.Key), Has.None.StartsWith("Access-Control-").And.None.EqualTo("Set-Cookie"));
}
