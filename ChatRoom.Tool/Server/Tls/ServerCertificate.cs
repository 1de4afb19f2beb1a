using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using ChatRoom.Files;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Tls;

/// <summary>
/// The certificate of a server. If the operator gave files, they are read again when a client connects, at most once in a
/// given time. If new files cannot be used, that is reported once, and the old certificate stays. Guarded by its lock.
/// </summary>
internal sealed class ServerCertificate
{
    private readonly Lock _lock = new();
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private PemCertificate _current;
    private (string Chain, string Key) _read;
    private string _lastFailure = "";
    private long _readAt;

    private ServerCertificate(TlsOptions options, string origin, TimeProvider time, Action<string> report, PemCertificate current, (string Chain, string Key) read)
    {
        (_options, Origin, _time, _report, _current, _read) = (options, origin, time, report, current, read);
        _readAt = time.GetTimestamp();
        ReportExpiry();
    }

    /// <summary>The origin of the certificate, for the operator.</summary>
    public string Origin { get; }

    /// <summary>This server made it, so clients can only know it by its fingerprint.</summary>
    public bool IsGenerated => _options.CertificateFile is null;

    public Fingerprint Fingerprint => _current.Fingerprint;

    /// <summary>The host names that it is valid for.</summary>
    public IEnumerable<string> Hosts => _current.Hosts;

    /// <summary>Reads or makes it; false, and one sentence, if that fails.</summary>
    /// <param name="folder">The folder that keeps a certificate made by the server; null: it is not kept.</param>
    /// <param name="report">Writes a sentence to the operator's log. Any thread.</param>
    public static bool TryOpen(
        TlsOptions options,
        string? folder,
        TimeProvider time,
        Action<string> report,
        [NotNullWhen(true)] out ServerCertificate? certificate,
        [NotNullWhen(false)] out string? whyNot)
    {
        (certificate, PemCertificate? pem, whyNot) = (null, null, null);
        if (!OpenSsl.IsUsable)
        {
            whyNot = OpenSsl.Missing;
            return false;
        }

        OpenSsl.ReleaseIdleBuffers();
        var path = options.CertificateFile ?? (folder is null ? null : SelfSignedCertificate.PathIn(folder));
        if (!(options.CertificateFile is null ? TryReadSelfSigned(folder, time, out var read, out var reason) : TryReadFiles(options, out read, out reason)))
        {
            whyNot = $"cannot use the certificate {path}: {reason}";
            return false;
        }

        if (!PemCertificate.TryParse(read.Chain, read.Key, out pem, out reason))
        {
            whyNot = $"cannot use the certificate {path}: {reason}" + (options.CertificateFile is null
                ? "; restore a copy of the file, or delete it to have a new certificate made, which clients will not know" : "");
            return false;
        }

        var origin = options.CertificateFile is not null ? $"read from {path}" : path is null ? "made for this run only" : $"kept in {path}";
        certificate = new ServerCertificate(options, origin, time, report, pem, read);
        return true;
    }

    /// <summary>The current certificate, for a new connection.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_lock)
        {
            if (!IsGenerated && _time.GetElapsedTime(_readAt) >= _options.RecheckInterval)
            {
                ReadAgain();
                _readAt = _time.GetTimestamp();
            }

            return _current.Context;
        }
    }

    /// <summary>Reads the files again at once; false, and nothing has changed, if they cannot be used.</summary>
    /// <param name="outcome">The fingerprint, or why the files cannot be used.</param>
    public bool TryReload(out string outcome)
    {
        lock (_lock)
        {
            var isUsable = TryRead(out _, out var whyNot);
            outcome = isUsable ? Fingerprint.ToString() : whyNot;
            _lastFailure = whyNot;
            return isUsable;
        }
    }

    private void ReadAgain()
    {
        if (TryRead(out var isChanged, out var whyNot))
        {
            if (isChanged)
            {
                _report($"the certificate was read again: it is {Fingerprint} now");
            }
        }
        else if (whyNot != _lastFailure)
        {
            _report($"cannot use the new certificate in {_options.CertificateFile}, so the old one stays: {whyNot}");
        }

        _lastFailure = whyNot;
    }

    private bool TryRead(out bool isChanged, out string whyNot)
    {
        (isChanged, whyNot) = (false, "");
        if (!TryReadFiles(_options, out var read, out var reason))
        {
            whyNot = reason;
            return false;
        }

        if (read == _read)
        {
            return true;
        }

        if (!PemCertificate.TryParse(read.Chain, read.Key, out var changed, out reason))
        {
            whyNot = reason;
            return false;
        }

        (_current, _read, isChanged) = (changed, read, true);
        ReportExpiry();
        return true;
    }

    private void ReportExpiry()
    {
        if (_current.Certificate.NotAfter.ToUniversalTime() < _time.GetUtcNow().UtcDateTime)
        {
            _report($"the certificate expired at {_current.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC; renew it, because clients refuse it unless they pin its fingerprint");
        }
    }

    private static bool TryReadSelfSigned(string? folder, TimeProvider time, out (string Chain, string Key) read, [NotNullWhen(false)] out string? whyNot)
    {
        var isRead = TryRead(() => folder is null ? SelfSignedCertificate.Make(time) : SelfSignedCertificate.ReadOrMake(folder, time), out var both, out whyNot);
        read = (both, both);
        return isRead;
    }

    private static bool TryReadFiles(TlsOptions options, out (string Chain, string Key) read, [NotNullWhen(false)] out string? whyNot)
    {
        read = ("", "");
        if (!TryRead(() => File.ReadAllText(options.CertificateFile!), out var chain, out whyNot))
        {
            return false;
        }

        if (!TryRead(() => File.ReadAllText(options.KeyFile!), out var key, out var reason))
        {
            whyNot = $"cannot read its key in {options.KeyFile}: {reason}";
            return false;
        }

        read = (chain, key);
        return true;
    }

    private static bool TryRead(Func<string> read, out string text, [NotNullWhen(false)] out string? whyNot)
    {
        (text, whyNot) = ("", null);
        try
        {
            text = read();
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpectedForNamedFile(error))
        {
            whyNot = FileFailure.Reason(error);
            return false;
        }
    }
}
