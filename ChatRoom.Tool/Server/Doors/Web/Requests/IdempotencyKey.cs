using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>
/// The key of a request that is said once. The key, the room and the name give the id of a session, so the log remembers what became
/// of the request. The lines are numbered from a hash of them, so the last number of the session tells whether another request with
/// the same key had the same lines.
/// </summary>
internal readonly record struct IdempotencyKey
{
    /// <summary>
    /// Sessions that one key may use, one after the other: if the lines of one were refused, the next request begins the next one.
    /// </summary>
    public const int MaxAttempts = 16;

    /// <summary>The numbers of the lines take ten bits, as there are at most <see cref="Limits.MaxTogetherLines"/>; the hash takes the other 53 of a positive number.</summary>
    private const int NumberBits = 10;

    private readonly string _key;

    private IdempotencyKey(string key) => _key = key;

    /// <summary>Reads a header's value; false: it is not allowed.</summary>
    public static bool TryParse(string value, out IdempotencyKey key)
    {
        var fits = value.Length is > 0 and <= WebRefusals.IdempotencyKeyLength && !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
        key = fits ? new IdempotencyKey(value) : default;
        return fits;
    }

    /// <summary>The session of an attempt, in which nothing but these lines is ever said.</summary>
    public SessionId Session(Nickname room, Nickname name, int attempt)
    {
        // A space is in none of the parts but the key, which comes last.
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{attempt} {room.ToString().ToLowerInvariant()} {name.ToString().ToLowerInvariant()} {_key}"));
        return SessionId.TryParse(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.AsSpan(0, SessionId.MaxLength / 2))), out var id)
            ? id
            : throw new InvalidOperationException("a hash gives no session");
    }

    /// <summary>The number before that of the first line: positive, and different for other lines.</summary>
    public static long NumberBefore(IEnumerable<byte[]> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(line);
            hash.AppendData("\n"u8);
        }

        return (BinaryPrimitives.ReadInt64LittleEndian(hash.GetHashAndReset()) & long.MaxValue) >> NumberBits << NumberBits;
    }
}
