using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Native;
using ChatRoom.Protocol.Text;
using ChatRoom.Server.Options;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>The options of a server that is one of several.</summary>
internal sealed class ClusterSettings
{
    private const long SmallestKeep = 1 << 20;
    private const int MaxName = 64;
    private const string UserVariable = "CHATROOM_CLUSTER_USER";
    private const string PasswordVariable = "CHATROOM_CLUSTER_PASSWORD";

    private readonly Setting _cluster;
    private readonly Setting _name;
    private readonly Setting _nodeId;
    private readonly Setting _credentials;
    private readonly Setting _ca;
    private readonly Setting _certificate;
    private readonly Setting _key;
    private readonly Setting _keep;
    private readonly Setting _replicas;
    private readonly Setting _lease;
    private readonly Setting _advertise;

    private ClusterSettings(CommandDefinition command)
    {
        _cluster = Setting.Add(command, "--cluster <URLS>", "CHATROOM_CLUSTER", null, "Be one room with other servers, over these NATS servers: nats://HOST:PORT,... or tls://HOST:PORT,...");
        _name = Setting.Add(command, "--cluster-name <NAME>", "CHATROOM_CLUSTER_NAME", "chatroom", "The name that all servers of the cluster share.");
        _nodeId = Setting.Add(command, "--node-id <NAME>", "CHATROOM_NODE_ID", null, "This server's own name in the cluster. Default: the machine's name and the port.");
        _credentials = Setting.Add(command, "--cluster-creds <FILE>", "CHATROOM_CLUSTER_CREDS", null, "The credentials for the NATS servers, as nsc writes them.");
        _ca = Setting.Add(command, "--cluster-ca <FILE>", "CHATROOM_CLUSTER_CA", null, "The certificates to trust for the NATS servers, as PEM. Default: those of the system.");
        _certificate = Setting.Add(command, "--cluster-cert <FILE>", "CHATROOM_CLUSTER_CERT", null, "This server's certificate for the NATS servers, as PEM.");
        _key = Setting.Add(command, "--cluster-key <FILE>", "CHATROOM_CLUSTER_KEY", null, "The key of that certificate, as PEM.");
        _keep = Setting.Add(command, "--cluster-keep <SIZE>", "CHATROOM_CLUSTER_KEEP", null, "Keep this much of the common log. Default: 4GiB for a new cluster.");
        _replicas = Setting.Add(command, "--cluster-replicas <NUMBER>", "CHATROOM_CLUSTER_REPLICAS", null, "Store the common log at this many NATS servers. Default: 3 if they are a cluster, otherwise 1.");
        _lease = Setting.Add(command, "--lease <DURATION>", "CHATROOM_LEASE", "10s", "Count a server as lost that is silent for this long.");
        _advertise = Setting.Add(command, "--advertise <HOST:PORT>", "CHATROOM_ADVERTISE", null, "Tell clients that this server is at this address. Default: the one that it listens on, or the first of this machine.");
    }

    public static ClusterSettings Add(CommandDefinition command) => new(command);

    /// <summary>Reads the given values. <paramref name="options"/> are null if this server is alone.</summary>
    public bool TryRead(int port, LogOptions? log, out ClusterOptions? options, out string whyNot)
    {
        options = null;
        if (!TryReadUrls(out var urls, out whyNot)
            || !TryReadName(_name, _name.Value!, out var name, out whyNot)
            || !TryReadName(_nodeId, _nodeId.Value ?? DefaultNodeId(port), out var nodeId, out whyNot)
            || !_credentials.TryReadPath(out var credentials, out whyNot)
            || !_ca.TryReadPath(out var ca, out whyNot)
            || !_certificate.TryReadPath(out var certificate, out whyNot)
            || !_key.TryReadPath(out var key, out whyNot)
            || !TryReadKeep(out var keep, out whyNot)
            || !TryReadReplicas(out var replicas, out whyNot)
            || !_lease.TryReadDuration(out var lease, out whyNot))
        {
            return false;
        }

        if ((certificate is null) != (key is null))
        {
            whyNot = $"{_certificate.Origin} and {_key.Origin} must be given together";
            return false;
        }

        if (lease < TimeSpan.FromSeconds(2))
        {
            whyNot = _lease.Mistake("a lease", "give at least 2s");
            return false;
        }

        if (_advertise.Value is { } advertised && !ServerAddress.TryParse(advertised, out _))
        {
            whyNot = _advertise.Mistake("an address with a port", "give one such as chat1.example.org:5500");
            return false;
        }

        // All of them are checked, but they mean nothing to a server that is alone.
        if (urls.Length == 0)
        {
            return true;
        }

        if (log is { SyncsAlways: true })
        {
            whyNot = "--sync always is not possible with --cluster: the NATS servers decide when the disk has a line, by sync_interval in their configuration";
            return false;
        }

        options = new ClusterOptions
        {
            Uris = urls,
            Name = name,
            NodeId = nodeId,
            User = Environment.GetEnvironmentVariable(UserVariable),
            Password = Environment.GetEnvironmentVariable(PasswordVariable),
            CredentialsFile = credentials,
            CaFile = ca,
            CertificateFile = certificate,
            KeyFile = key,
            KeepBytes = keep,
            Replicas = replicas,
            Lease = lease,
            Advertised = _advertise.Value,
        };
        return true;
    }

    private bool TryReadUrls(out string[] urls, out string whyNot)
    {
        (urls, whyNot) = ([], "");
        if (_cluster.Value is null)
        {
            return true;
        }

        urls = _cluster.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var areValid = urls.Length > 0 && Array.TrueForAll(urls, url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "nats" or "tls" && uri.UserInfo.Length == 0 && uri.Host.Length > 0);
        whyNot = areValid ? "" : _cluster.Mistake("a list of NATS servers", $"give URLs such as nats://10.0.0.1:4222,nats://10.0.0.2:4222; a user and a password go into {UserVariable} and {PasswordVariable}");
        return areValid;
    }

    private static bool TryReadName(Setting setting, string value, out string name, out string whyNot)
    {
        name = value;
        var isValid = name.Length is > 0 and <= MaxName && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
        whyNot = isValid ? "" : setting.Mistake("a name", $"give 1 to {MaxName} of A-Z a-z 0-9 - _");
        return isValid;
    }

    private bool TryReadKeep(out long? keep, out string whyNot)
    {
        (keep, whyNot) = (null, "");
        if (_keep.Value is null)
        {
            return true;
        }

        var isValid = _keep.TryReadSize(SmallestKeep, out var bytes, out whyNot);
        keep = bytes;
        return isValid;
    }

    private bool TryReadReplicas(out int? replicas, out string whyNot)
    {
        (replicas, whyNot) = (null, "");
        if (_replicas.Value is null)
        {
            return true;
        }

        var isValid = _replicas.TryReadNumber(least: 1, 5, out var number, out whyNot);
        replicas = number;
        return isValid;
    }

    /// <summary>The machine's name and the port. A port that the system chooses is not known yet, so a random number stands for it.</summary>
    private static string DefaultNodeId(int port)
    {
        var machine = new string([.. Environment.MachineName.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')]);
        return $"{machine[..Math.Min(machine.Length, MaxName - 10)]}-{(port == 0 ? RandomHex.New(8) : port)}";
    }
}
