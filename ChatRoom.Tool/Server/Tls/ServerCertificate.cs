using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using ChatRoom.Files;
using ChatRoom.Native;
using ChatRoom.Protocol;
using ChatRoom.Server.Options;

namespace ChatRoom.Server.Tls;

/// <summary>
/// What a server proves itself with. Where it lies in files of the operator's, they are read again when somebody connects and
/// some time has passed; new ones that cannot be used are told once, and the old certificate stays. Guarded by its lock.
/// </summary>
internal sealed class ServerCertificate
{
    private readonly Lock _gate = new();
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private PemCertificate _current;
    private (string Chain, string Key) _read;
    private string _lastFailure = "";
    private long _lookedAt;

    private ServerCertificate(TlsOptions options, string origin, TimeProvider time, Action<string> report, PemCertificate current, (string Chain, string Key) read)
    {
        (_options, Origin, _time, _report, _current, _read) = (options, origin, time, report, current, read);
        _lookedAt = time.GetTimestamp();
        TellExpiry();
    }

    /// <summary>Where it comes from, for the operator to read.</summary>
    public string Origin { get; }

    /// <summary>It was made by this server, so that nobody can know it but by its fingerprint.</summary>
    public bool IsOwn => _options.CertificateFile is null;

    public Fingerprint Fingerprint => _current.Fingerprint;

    /// <summary>The machines that it is for.</summary>
    public IEnumerable<string> Hosts => _current.Hosts;

    /// <summary>Reads or makes it; false, and one sentence, where that cannot be.</summary>
    /// <param name="folder">Where one that the server makes is kept; null for nowhere.</param>
    /// <param name="report">Takes a sentence for the operator, from any thread.</param>
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

        var path = options.CertificateFile ?? (folder is null ? null : SelfSignedCertificate.PathIn(folder));
        if (!(options.CertificateFile is null ? TryReadOwn(folder, time, out var read, out var reason) : TryReadFiles(options, out read, out reason)))
        {
            whyNot = $"cannot use the certificate {path}: {reason}";
            return false;
        }

        if (!PemCertificate.TryParse(read.Chain, read.Key, out pem, out reason))
        {
            whyNot = $"cannot use the certificate {path}: {reason}" + (options.CertificateFile is null
                ? "; put a copy of it back, or delete it to have another made, which clients will not know" : "");
            return false;
        }

        var origin = options.CertificateFile is not null ? $"read from {path}" : path is null ? "made for this run only" : $"kept in {path}";
        certificate = new ServerCertificate(options, origin, time, report, pem, read);
        return true;
    }

    /// <summary>The certificate of now, for one more connection.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            if (!IsOwn && _time.GetElapsedTime(_lookedAt) >= _options.LookAgainAfter)
            {
                LookAgain();
                _lookedAt = _time.GetTimestamp();
            }

            return _current.Context;
        }
    }

    /// <summary>Reads the files again at once; false where they cannot be used, and then nothing has changed.</summary>
    /// <param name="outcome">Which it is now, or why not.</param>
    public bool TryReload(out string outcome)
    {
        lock (_gate)
        {
            var isUsable = TryRead(out _, out var whyNot);
            outcome = isUsable ? Fingerprint.ToString() : whyNot;
            _lastFailure = whyNot;
            return isUsable;
        }
    }

    private void LookAgain()
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
            _report($"cannot use the certificate that is in {_options.CertificateFile} now, so the one of before stays: {whyNot}");
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
        TellExpiry();
        return true;
    }

    private void TellExpiry()
    {
        if (_current.Certificate.NotAfter.ToUniversalTime() < _time.GetUtcNow().UtcDateTime)
        {
            _report($"the certificate has expired at {_current.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC: clients refuse it, unless they pin its fingerprint");
        }
    }

    private static bool TryReadOwn(string? folder, TimeProvider time, out (string Chain, string Key) read, [NotNullWhen(false)] out string? whyNot)
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
        catch (Exception error) when (FileFailure.IsExpectedOfNamed(error))
        {
            whyNot = FileFailure.Reason(error);
            return false;
        }
    }
}
