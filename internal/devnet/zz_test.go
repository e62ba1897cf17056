package devnet
import ("testing";"time";"math/big";"bytes";"io";"net/http";"fmt";"sync";"sync/atomic"
"github.com/ethereum/go-ethereum";"github.com/ethereum/go-ethereum/ethclient";"context";"github.com/ethereum/go-ethereum/common")
func TestZ(t *testing.T){
 c,err:=Start(t.Context(),Options{Seed:1,Speed:60,Dir:"/tmp/dvdata"}); if err!=nil{t.Fatal(err)}
 defer c.Close()
 for round:=range 2 {
 t0:=time.Now(); var n atomic.Int64; var wg sync.WaitGroup; ch:=make(chan int)
 for range 4 { wg.Go(func(){ for b:=range ch {
   body:=fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{"fromBlock":"0x%x","toBlock":"0x%x"}]}`,b,min(b+999,int(c.Head().Number.Int64())))
   r,err:=http.Post(c.HTTPURL(),"application/json",bytes.NewReader([]byte(body))); if err!=nil{panic(err)}
   k,_:=io.Copy(io.Discard,r.Body); r.Body.Close(); n.Add(k)}})}
 for b:=0;b<=20001;b+=1000 {ch<-b}; close(ch); wg.Wait()
 t.Log("raw pass",round,n.Load()>>20,"MiB",time.Since(t0)) }
 cl,_:=ethclient.Dial(c.HTTPURL()); defer cl.Close()
 t0:=time.Now(); l,err:=cl.FilterLogs(context.Background(),ethereum.FilterQuery{FromBlock:big.NewInt(1),ToBlock:big.NewInt(20001),Addresses: []common.Address{c.Contracts().EventManager}}); t.Log("manager logs, one query",len(l),err,time.Since(t0))
 t0=time.Now(); cnt,err:=c.Count(t.Context()); t.Log("recall",cnt,err,time.Since(t0))
}
