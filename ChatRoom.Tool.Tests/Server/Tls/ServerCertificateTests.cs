using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;
using ChatRoom.Server.Tls;
using ChatRoom.Tests.Support.Programs;
using ChatRoom.Tests.Support.Servers;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Tls;

/// <summary>The certificate of a server: made and kept, or read from files and read again.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class ServerCertificateTests : IDisposable
{
    private readonly ScratchDirectory _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly ManualTime _time = new();
    private readonly List<string> _reports = [];

    private TlsOptions Files => new() { CertificateFile = _folder["cert.pem"], KeyFile = _folder["key.pem"] };

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [SetUp]
    public void Forget()
    {
        _reports.Clear();
        Array.ForEach(["cert.pem", "key.pem", "tls.pem"], name => File.Delete(_folder[name]));
    }

    [Test]
    public void A_generated_certificate_is_kept_for_the_user_alone()
    {
        File.WriteAllText(_folder["tls.pem.new"], "left unfinished, readable by everybody");
        var made = Open(new TlsOptions(), _folder[""]);
        var again = Open(new TlsOptions(), _folder[""]);

        Assert.That(again.Fingerprint, Is.EqualTo(made.Fingerprint));
        Assert.That(made.Origin, Is.EqualTo($"kept in {_folder["tls.pem"]}"));
        Assert.That(File.GetUnixFileMode(_folder["tls.pem"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.Exists(_folder["tls.pem.new"]), Is.False);
        Assert.That(File.ReadAllText(_folder["tls.pem"]), Does.Contain("BEGIN PRIVATE KEY"));
    }

    [Test]
    public void Without_a_folder_each_run_has_a_new_certificate()
    {
        var one = Open(new TlsOptions(), null);

        Assert.That(one.Origin, Is.EqualTo("made for this run only"));
        Assert.That(Open(new TlsOptions(), null).Fingerprint, Is.Not.EqualTo(one.Fingerprint));
    }

    [Test]
    public void A_damaged_certificate_is_never_replaced()
    {
        _folder.Write("tls.pem", "-----BEGIN CERTIFICATE-----\nno\n");

        Assert.That(WhyNot(new TlsOptions(), _folder[""]), Does.StartWith($"cannot use the certificate {_folder["tls.pem"]}: it holds no key in PEM; restore a copy of the file, or delete it"));
        Assert.That(File.ReadAllText(_folder["tls.pem"]), Does.Contain("no"));
    }

    [Test]
    public void Unusable_files_are_explained_in_one_sentence()
    {
        Assert.That(WhyNot(Files, null), Is.EqualTo($"cannot use the certificate {_folder["cert.pem"]}: there is no such file"));

        _folder.Write("cert.pem", _authority.Issue("localhost").Chain);
        Assert.That(WhyNot(Files, null), Is.EqualTo($"cannot use the certificate {_folder["cert.pem"]}: cannot read its key in {_folder["key.pem"]}: there is no such file"));

        Write(("nothing", "nothing"));
        Assert.That(WhyNot(Files, null), Does.EndWith("it holds no certificate in PEM"));

        Write((_authority.Issue("localhost").Chain, _authority.Issue("localhost").Key));
        Assert.That(WhyNot(Files, null), Does.EndWith("the key does not belong to the certificate"));

        Write((_authority.Issue("localhost").Chain, "-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        Assert.That(WhyNot(Files, null), Does.EndWith("its key is encrypted; give a key without a password"));
    }

    [Test]
    public void Changed_files_are_read_again_after_some_seconds()
    {
        Write(_authority.Issue("localhost"));
        var certificate = Open(Files, null);
        var (first, shown) = (certificate.Fingerprint, certificate.Current());
        Assert.That(certificate.Hosts, Is.EqualTo(new[] { "localhost" }));

        Write(_authority.Issue("localhost"));
        Assert.That(certificate.Current(), Is.SameAs(shown), "the files were read a moment ago");

        _time.Advance(Files.RecheckInterval);
        Assert.That(certificate.Current(), Is.Not.SameAs(shown));
        Assert.That(certificate.Fingerprint, Is.Not.EqualTo(first));
        Assert.That(_reports, Is.EqualTo(new[] { $"the certificate was read again: it is {certificate.Fingerprint} now" }));
    }

    [Test]
    public void A_reload_reads_the_files_at_once()
    {
        Write(_authority.Issue("localhost"));
        var certificate = Open(Files, null);
        var before = certificate.Fingerprint;
        Write(_authority.Issue("localhost"));

        Assert.That(certificate.TryReload(out var outcome), outcome);
        Assert.That(certificate.Fingerprint, Is.Not.EqualTo(before));
        Assert.That(outcome, Is.EqualTo(certificate.Fingerprint.ToString()));

        Write(("nothing", "nothing"));
        Assert.That(certificate.TryReload(out outcome), Is.False);
        Assert.That(outcome, Is.EqualTo("it holds no certificate in PEM"));
    }

    [Test]
    public void Unusable_new_files_are_reported_once_and_the_old_certificate_stays()
    {
        Write(_authority.Issue("localhost"));
        var certificate = Open(Files, null);
        var shown = certificate.Current();
        var renewed = _authority.Issue("localhost");
        _folder.Write("cert.pem", renewed.Chain);

        for (var look = 0; look < 3; look++)
        {
            _time.Advance(Files.RecheckInterval);
            Assert.That(certificate.Current(), Is.SameAs(shown));
        }

        Assert.That(_reports, Is.EqualTo(new[]
        {
            $"cannot use the new certificate in {_folder["cert.pem"]}, so the old one stays: the key does not belong to the certificate",
        }));

        _folder.Write("key.pem", renewed.Key);
        _time.Advance(Files.RecheckInterval);
        Assert.That(certificate.Current(), Is.Not.SameAs(shown));
    }

    [Test]
    public void An_expired_certificate_is_reported()
    {
        var (chain, key) = _authority.Issue("localhost", isExpired: true);
        Write((chain, key));
        _time.Advance(DateTimeOffset.UtcNow - _time.GetUtcNow());

        Open(Files, null);

        Assert.That(_reports, Has.One.Match("^the certificate expired at .* UTC; renew it, because clients refuse it unless they pin its fingerprint$"));
    }

    [Test]
    public void A_certificate_that_TLS_refuses_cannot_be_used()
    {
        using var key = RSA.Create(512);
        using var weak = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Write((weak.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()));

        Assert.That(ServerCertificate.TryOpen(Files, null, _time, _reports.Add, out _, out var whyNot), Is.False);
        Assert.That(whyNot, Does.StartWith($"cannot use the certificate {_folder["cert.pem"]}: TLS refuses it: "));

        Write(_authority.Issue("localhost"));
        var certificate = Open(Files, null);
        var before = certificate.Fingerprint;
        Write((weak.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()));
        Assert.That(certificate.TryReload(out var outcome), Is.False);
        Assert.That(outcome, Does.StartWith("TLS refuses it: "));
        Assert.That(certificate.Fingerprint, Is.EqualTo(before));
    }

    [Test]
    public void A_fingerprint_is_read_as_ssh_writes_it_and_as_openssl_does()
    {
        var fingerprint = Fingerprint.Of([1, 2, 3]);
        var digits = Convert.ToHexString(SHA256.HashData([1, 2, 3]));
        foreach (var text in new[] { $"{fingerprint}", digits, digits.ToLowerInvariant(), string.Join(':', digits.Chunk(2).Select(pair => new string(pair))) })
        {
            Assert.That(Fingerprint.TryParse(text, out var parsed), text);
            Assert.That(parsed, Is.EqualTo(fingerprint), text);
        }

        Array.ForEach(["", "SHA256:", "SHA256:AAAA", "MD5:ab", $"{fingerprint}A", "x" + digits], text => Assert.That(Fingerprint.TryParse(text, out _), Is.False, text));
    }

    private void Write((string Chain, string Key) pem)
    {
        _folder.Write("cert.pem", pem.Chain);
        _folder.Write("key.pem", pem.Key);
    }

    private ServerCertificate Open(TlsOptions options, string? folder)
    {
        Assert.That(ServerCertificate.TryOpen(options, folder, _time, _reports.Add, out var certificate, out var whyNot), whyNot);
        return certificate!;
    }

    private string WhyNot(TlsOptions options, string? folder)
    {
        Assert.That(ServerCertificate.TryOpen(options, folder, _time, _reports.Add, out _, out var whyNot), Is.False);
        return whyNot!;
    }
}
