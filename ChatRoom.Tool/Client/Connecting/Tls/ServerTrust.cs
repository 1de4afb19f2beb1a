using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ChatRoom.Client.Options;
using ChatRoom.Files;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting.Tls;

/// <summary>What is to be thought of a server's certificate.</summary>
internal enum Trust
{
    /// <summary>It is the one that was pinned, one that the system trusts for this host, or one that is known.</summary>
    Trusted,

    /// <summary>Nothing is known of this server.</summary>
    New,

    /// <summary>It must not be talked to.</summary>
    Refused,
}

/// <summary>
/// Judges the certificate that a server shows, once for each connection: a pinned fingerprint counts alone; otherwise
/// what the system trusts for that host is fine, and then what was accepted before.
/// </summary>
internal sealed class ServerTrust(ClientOptions options)
{
    private readonly ClientTlsOptions _tls = options.Tls!;
    private readonly KnownHosts? _known = options.Tls!.KnownHosts is { } path ? new KnownHosts(path) : null;

    /// <summary>The certificate's, once it was judged.</summary>
    public Fingerprint? Shown { get; private set; }

    public Trust Trust { get; private set; } = Trust.Refused;

    /// <summary>Why the system does not trust a new one, in half a sentence.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Something is known of the server; false where that cannot be read, which judging tells.</summary>
    public bool IsMet
    {
        get
        {
            try
            {
                return _known?.Find(options.Address).Count > 0;
            }
            catch (Exception error) when (FileFailure.IsExpected(error))
            {
                return false;
            }
        }
    }

    /// <summary>Why it is not trusted; null where it is, or was not judged so far.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Called in the middle of a handshake; true where that may go on.</summary>
    public bool Judge(byte[] certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Shown = Fingerprint.Of(certificate);
        (Trust, Failure) = _tls.Pinned is not null ? JudgePinned()
            : errors == SslPolicyErrors.None ? (Trust.Trusted, null)
            : JudgeByKnown(chain, errors);
        return Trust == Trust.Trusted || (Trust == Trust.New && _tls.AcceptsNew);
    }

    /// <summary>Keeps a new server that was accepted, so that it is known the next time; returns why it cannot, or null.</summary>
    public Failure? Keep()
    {
        if (_known is null)
        {
            return new Failure(Outcome.Failed, $"there is no directory of yours to keep the certificate of {options.Address} in; pin it with --fingerprint {Shown}");
        }

        try
        {
            _known.Add(options.Address, Shown!);
            return null;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return new Failure(
                Outcome.Failed,
                $"cannot keep the certificate of {options.Address} in {_known.Shown}: {FileFailure.Reason(error)}; pin it with --fingerprint {Shown}");
        }
    }

    private (Trust, Failure?) JudgePinned() => Shown!.Equals(_tls.Pinned)
        ? (Trust.Trusted, null)
        : (Trust.Refused, Mistrust(
            $"the certificate of {options.Address} is not the pinned one: it is {Shown}, and --fingerprint says {_tls.Pinned}; somebody may be in between"));

    private (Trust, Failure?) JudgeByKnown(X509Chain? chain, SslPolicyErrors errors)
    {
        List<KnownHost> known;
        try
        {
            known = _known?.Find(options.Address) ?? [];
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            return (Trust.Refused, new Failure(
                Outcome.Failed,
                $"cannot read the known servers in {_known!.Shown}: {FileFailure.Reason(error)}; make it readable, or pin the server with --fingerprint"));
        }

        if (known.Exists(host => host.Fingerprint.Equals(Shown)))
        {
            return (Trust.Trusted, null);
        }

        Reason = WhyNot(chain, errors);
        return known is [var before, ..]
            ? (Trust.Refused, Mistrust(
                $"WARNING: THE CERTIFICATE OF {options.Address} HAS CHANGED, and somebody may be in between! "
                + $"It is {Shown} now, and was {before.Fingerprint}; if its owner confirms that, remove line {before.Line} of {_known!.Path}"))
            : (Trust.New, Mistrust(
                $"the server at {options.Address} is not known: {Reason}, and its fingerprint is {Shown}; "
                + $"if that is what the server printed, pin it with --fingerprint {Shown}, or accept and keep it with --accept-new"));
    }

    /// <summary>Why the system does not trust it.</summary>
    private string WhyNot(X509Chain? chain, SslPolicyErrors errors)
    {
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? default;
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "its certificate has expired, or is not valid yet"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? "nobody whom this system trusts vouches for its certificate"
            : $"its certificate is not for {options.Host}";
    }

    private static Failure Mistrust(string sentence) => new(Outcome.ProtocolError, sentence);
}
